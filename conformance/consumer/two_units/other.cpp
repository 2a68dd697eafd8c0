// SPDX-License-Identifier: MIT
#include <cleave/byte_order.hpp>
#include <cleave/status.hpp>
#include <cleave/transport.hpp>
