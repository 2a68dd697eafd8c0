// SPDX-License-Identifier: MIT
//
// asn1: messages in BER, the tag and the length of which are the frame's header.
#pragma once

#include "../layout.hpp"

namespace cleave {

/// Any BER message whose tag has one byte (all but a few): the tag, then the length, in as many bytes as the sender
/// likes. An indefinite length is refused as length_malformed. source: ITU-T X.690, 8.1.
struct ber_message : fixed_layout<prefix_layout{.form = length_form::ber, .offset = 1, .padded_varints = true}> {};
/// LDAP: a SEQUENCE. Limit: 262,143, OpenLDAP's sockbuf_max_incoming. source: RFC 4511, 4.1.1 and 5.1.
struct ldap : fixed_layout<prefix_layout{.form = length_form::ber,
                                         .offset = 1,
                                         .max_payload = 262'143,
                                         .magic = {0, "\x30"},
                                         .padded_varints = true}> {};
/// SNMP over TCP: a SEQUENCE. Limit: 65,535. source: RFC 3430, 2.
struct snmp_tcp
    : fixed_layout<prefix_layout{
          .form = length_form::ber, .offset = 1, .max_payload = 65'535, .magic = {0, "\x30"}, .padded_varints = true}> {
};

} // namespace cleave
