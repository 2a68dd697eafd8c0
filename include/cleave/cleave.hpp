// SPDX-License-Identifier: MIT
//
// cleave: everything. Each header also stands alone; include the one you need.
#pragma once

#include "byte_order.hpp"
#include "command_messages.hpp"
#include "copy_bytes.hpp"
#include "digest.hpp"
#include "file_messages.hpp"
#include "file_name.hpp"
#include "file_receiver.hpp"
#include "file_sender.hpp"
#include "frame_buffer.hpp"
#include "frame_decoder.hpp"
#include "frame_encoder.hpp"
#include "frame_error.hpp"
#include "header_message.hpp"
#include "json.hpp"
#include "length_prefix.hpp"
#include "message_decoder.hpp"
#include "message_text.hpp"
#include "next_frame.hpp"
#include "pack.hpp"
#include "pump.hpp"
#include "status.hpp"
#include "struct_format.hpp"
#include "transport.hpp"
#include "utf8.hpp"
