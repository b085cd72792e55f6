// Preloaded by the tests into the Agents Playground, which would listen on every address: it listens on this computer's own instead.
const net = require('node:net');

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
    return /^\d+$/.test(port) ? listen.call(this, Number(port), '127.0.0.1', ...rest.filter(each => typeof each === 'function')) : listen.call(this, port, ...rest);
};
