var pump_8hpp =
[
    [ "cleave::pumped", "structcleave_1_1pumped.html", "structcleave_1_1pumped" ],
    [ "ended", "pump_8hpp.html#a8fa4fc1c6f4593576d82c1c6b776e533", null ],
    [ "pump", "pump_8hpp.html#aa3239ea7944523cf15933e6d30aa6708", null ],
    [ "pump", "pump_8hpp.html#ae2d4d672336b2e85429b33c444777725", null ],
    [ "pump", "pump_8hpp.html#aff0bbf8b10221acfc63d38ab83b619a1", null ],
    [ "send", "pump_8hpp.html#a380eb08df78636e985487db2315f646b", null ]
];