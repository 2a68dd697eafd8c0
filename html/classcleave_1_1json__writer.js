var classcleave_1_1json__writer =
[
    [ "json_writer", "classcleave_1_1json__writer.html#a7e7609a61665d674f09819a2bc6a9433", null ],
    [ "begin_object", "classcleave_1_1json__writer.html#a018ea2574d7699a3c4e375a9f255219b", null ],
    [ "end_object", "classcleave_1_1json__writer.html#a7cdd69c8f77306011db5c98e98d60ae2", null ],
    [ "begin_array", "classcleave_1_1json__writer.html#a39708b00223cd821d4fd02f3f6e90078", null ],
    [ "end_array", "classcleave_1_1json__writer.html#abf442fc0aabf1bedefdff77fcbec1ff7", null ],
    [ "key", "classcleave_1_1json__writer.html#a341cce0f73a355096c630cf39ddd0239", null ],
    [ "string", "classcleave_1_1json__writer.html#a84923ec66d19a96d095121ff414bb170", null ],
    [ "integer", "classcleave_1_1json__writer.html#addeb7bd05a71a9fb0e8d5d912855be2d", null ],
    [ "number", "classcleave_1_1json__writer.html#ab84484c66b3d4567ab84be81d7401c7a", null ],
    [ "boolean", "classcleave_1_1json__writer.html#ad82643bf855aecf8f5c913ed8731dcdb", null ],
    [ "null", "classcleave_1_1json__writer.html#afa2a9d5e9bd5dc23a6e1089ea99086a9", null ],
    [ "raw", "classcleave_1_1json__writer.html#ac19922b6b4f9b1e9ecc067583ea5a6c2", null ],
    [ "finish", "classcleave_1_1json__writer.html#a47336495fd6fb66f9b280b0712691f8d", null ],
    [ "text", "classcleave_1_1json__writer.html#a4751c40a98ba11494c6278f5b76bad56", null ],
    [ "size_needed", "classcleave_1_1json__writer.html#a201337b377b022b5c65464be6909bbad", null ]
];