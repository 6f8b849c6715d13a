#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-or-later
// audioengine from node with the package "osc" (npm install osc).
//   client.js [PORT [SECONDS]]     default: 7723, for ever
const osc = require("osc");

const engine = new osc.UDPPort({
	localAddress: "127.0.0.1", localPort: 0, // answers come back to where questions left from
	remoteAddress: "127.0.0.1", remotePort: +process.argv[2] || 7723,
	metadata: true, // so that 10.0 is sent as a float
});
const send = (address, ...args) => engine.send({ address, args });
const f = value => ({ type: "f", value }), i = value => ({ type: "i", value });
const s = value => ({ type: "s", value });

engine.on("message", m => console.log(m.address, ...m.args.map(a => a.value)));
engine.on("ready", () => {
	send("/eq/preamp"); // ask
	send("/eq/band/2/gain", f(-4.5)); // set: dB
	send("/subscribe", s("/load"), f(10), i(2)); // 10 Hz for 2 s
	send("/notify", i(1)); // every change, every xrun
	if (process.argv[3])
		setTimeout(() => { send("/notify", i(0)); setTimeout(process.exit, 50); },
			1000 * process.argv[3]);
});
engine.open();
