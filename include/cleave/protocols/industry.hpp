// SPDX-License-Identifier: MIT
//
// industry: the frames of plants, vehicles and hospitals. Each limit is that of the protocol; where it has none it is
// automatic_limit, as for any layout.
#pragma once

#include "generic.hpp"

namespace cleave {

/// Modbus/TCP: transaction, two zeros, 2 bytes big-endian; the payload begins with unit and function. Limit: 254.
/// source: MODBUS Messaging on TCP/IP Implementation Guide 1.0b, 3.1.3.
struct modbus_tcp
    : fixed_layout<prefix_layout{.width = 2, .offset = 4, .min_payload = 2, .max_payload = 254, .magic = {2, "\0\0"}}> {
};
/// IEC 60870-5-104: 0x68, then a byte. Limits: 4 and 253. source: IEC 60870-5-104, 5.
struct iec104
    : fixed_layout<prefix_layout{.width = 1, .offset = 1, .min_payload = 4, .max_payload = 253, .magic = {0, "\x68"}}> {
};
/// OPC UA over TCP: type and chunk, then 4 bytes little-endian that count the whole chunk. Limit: 65,536 with the
/// header, the usual ReceiveBufferSize. source: OPC 10000-6, 7.1.2.2.
struct opc_ua
    : fixed_layout<prefix_layout{
          .order = std::endian::little, .counts = length_counts::whole_frame, .offset = 4, .max_payload = 65'536 - 8}> {
};
/// DICOM's upper layer: type, a reserved byte, 4 bytes big-endian. Limit: 131,072, the largest that DCMTK offers.
/// source: DICOM PS3.8, 9.3.
struct dicom : fixed_layout<prefix_layout{.offset = 2, .max_payload = 131'072}> {};
/// EtherNet/IP: command, 2 bytes little-endian, then 20 bytes. Limit: 65,511. source: CIP Networks Library Volume 2,
/// 2-3.1.
struct enip : fixed_layout<prefix_layout{
                  .width = 2, .order = std::endian::little, .offset = 2, .gap = 20, .max_payload = 65'511}> {};
/// Diagnostics over IP: version and its inverse, type, 4 bytes big-endian. source: ISO 13400-2, "generic DoIP header".
struct doip : fixed_layout<prefix_layout{.offset = 4}> {};
/// SOME/IP over TCP: message, 4 bytes big-endian that count from the request on. source: AUTOSAR PRS_SOMEIPProtocol,
/// 4.1.2.
struct someip : fixed_layout<prefix_layout{.offset = 4, .min_payload = 8}> {};
/// SEMI HSMS: 4 bytes big-endian; a message has at least its header of 10. source: SEMI E37.
struct hsms : fixed_layout<prefix_layout{.min_payload = 10}> {};
/// MAVLink 1: 0xfe, a byte, then sequence, system, component and message; a checksum of 2 bytes after the payload.
/// source: mavlink.io/en/guide/serialization.html.
struct mavlink_1 : fixed_layout<prefix_layout{.width = 1, .offset = 1, .gap = 4, .trailer = 2, .magic = {0, "\xfe"}}> {
};
/// MAVLink 2 without a signature: 0xfd, a byte, then 8 bytes; a checksum of 2 bytes after the payload.
struct mavlink_2 : fixed_layout<prefix_layout{.width = 1, .offset = 1, .gap = 8, .trailer = 2, .magic = {0, "\xfd"}}> {
};
/// KNXnet/IP over TCP: 0x06 0x10, service, 2 bytes big-endian that count the whole frame. source: ISO 22510.
struct knxnet_ip : fixed_layout<prefix_layout{
                       .width = 2, .counts = length_counts::whole_frame, .offset = 4, .magic = {0, "\x06\x10"}}> {};
/// ISO 8583 after 2 bytes big-endian, as most switches send it.
struct iso8583 : fixed_layout<prefix_layout{.width = 2}> {};
/// ISO 8583 after 4 decimal digits.
struct iso8583_ascii : fixed_layout<prefix_layout{.form = length_form::decimal, .width = 4}> {};

} // namespace cleave
