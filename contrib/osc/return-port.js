#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-or-later
// A surface as TouchOSC and older Companion are: it sends from one port, listens on another, its
// faders go from 0 to 1, and it does not renew.  With the package "node-osc" (npm install node-osc).
//   return-port.js [PORT [SECONDS]]     default: 7723, for ever
const { Client, Server } = require("node-osc");

const probe = require("dgram").createSocket("udp4");
probe.bind(0, "127.0.0.1", () => {
	const mine = probe.address().port; // any free one; a surface has it in its settings
	probe.close(() => {
		const server = new Server(mine, "127.0.0.1", () => {
			const engine = new Client("127.0.0.1", +process.argv[2] || 7723);

			engine.send("/subscribe", "/load", 10, 2, mine); // Hz, lease s, return port
			engine.send("/subscribe", "/norm/eq/band/3/freq", 5, 2, mine);
			engine.send("/subscribe", "/eq/band/3/type/index", 5, 2, mine);
			engine.send("/notify", 1, mine);
			engine.send("/norm/eq/band/3/gain", 0.425); // a fader: -4.5 of -30 to 30 dB
			if (process.argv[3])
				setTimeout(() => {
					engine.send("/notify", 0, mine);
					setTimeout(process.exit, 50);
				}, 1000 * process.argv[3]);
		});
		server.on("message", m => console.log(...m));
	});
});
