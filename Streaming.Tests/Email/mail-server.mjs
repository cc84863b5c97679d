// A real mail server for the tests: prints its port, then each tried recipient and each accepted mail, as lines of JSON.
// node mail-server.mjs [options as JSON: key and cert (PEM files), user, password]
import { readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const options = JSON.parse(process.argv[2] ?? '{}');
const say = line => console.log(JSON.stringify(line));
const tried = new Map();

const refuse = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
  authOptional: !options.user,
  disableReverseLookup: true,
  hideSMTPUTF8: options.ascii === true,
  ...(options.key ? { key: readFileSync(options.key), cert: readFileSync(options.cert) } : {}),
  onAuth({ username, password }, session, done) {
    if (username === options.user && password === options.password) done(null, { user: username });
    else done(refuse(535, 'Who are you?'));
  },
  onRcptTo({ address }, session, done) {
    const times = (tried.get(address) ?? 0) + 1;
    tried.set(address, times);
    say({ recipient: address, times });
    if (address.startsWith('gone')) return done(refuse(550, 'There is nobody of this name.'));
    if (address.startsWith('busy') && times === 1) return done(refuse(451, 'Come back later.'));
    return done();
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on('data', part => parts.push(part));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      say({
        mail: Buffer.concat(parts).toString(),
        from: mailFrom.address,
        to: rcptTo.map(each => each.address),
        secure: session.secure,
        user: session.user ?? null,
        utf8: session.envelope.smtpUtf8 === true,
      });
      done();
    });
  },
});

// Errors of clients that disconnect early are expected.
server.on('error', error => console.error(error.message));
server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }));
// The test has ended.
process.stdin.on('end', () => process.exit()).resume();
