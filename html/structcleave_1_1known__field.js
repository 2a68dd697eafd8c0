var structcleave_1_1known__field =
[
    [ "of", "structcleave_1_1known__field.html#a1efcdf62aaecbae27f0a3f113e81d953", null ],
    [ "field", "structcleave_1_1known__field.html#a9e59fae1dea0287278b0950454bb824c", null ]
];