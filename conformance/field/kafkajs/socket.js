// SPDX-License-Identifier: MIT
// A client whose broker sends a frame of no bytes.
'use strict';
const { watch } = require(process.env.CONTRACT + '/victim.js');
const { Kafka, logLevel } = require('kafkajs');

watch(({ port, say }) => {
  const kafka = new Kafka({ brokers: ['127.0.0.1:' + port], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  kafka.admin().connect().catch((error) => say('an error that is handled: ' + error.message));
}, '00000000');
