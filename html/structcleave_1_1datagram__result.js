var structcleave_1_1datagram__result =
[
    [ "state", "structcleave_1_1datagram__result.html#ad420b6b8b88f8c7e97ed6784572077c7", null ],
    [ "bytes", "structcleave_1_1datagram__result.html#a787a7c5ee9278479cbc87c47128d8797", null ],
    [ "truncated", "structcleave_1_1datagram__result.html#aaf7b456e143d0ae0beb4a2f376ed4634", null ],
    [ "error", "structcleave_1_1datagram__result.html#a2bdd594cf2eaccafde96d48247732ef4", null ]
];