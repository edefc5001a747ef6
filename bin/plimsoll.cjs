#!/usr/bin/env node
'use strict'
// Old syntax on purpose: whatever Node the machine has must be able to read this file. It runs the command under
// Node 26, which comes with the package as a platform package, because the rest needs it.

var fs = require('node:fs')
var path = require('node:path')
var url = require('node:url')
var spawn = require('node:child_process').spawn

var MAJOR = 26
var MARK = 'PLIMSOLL_REEXECUTED'
var root = path.join(__dirname, '..')

function packagedNode() {
  var names = ['node-' + process.platform + '-' + process.arch, 'node-bin-' + process.platform + '-' + process.arch]
  for (var name of names) {
    try {
      return path.join(path.dirname(require.resolve(name + '/package.json')), 'bin', 'node')
    } catch {
      // not this name: the next, or the sentence below
    }
  }
  return null
}

// The embedded engine runs statements on libuv's pool, of which four would stop file reads and compression. Read at the pool's first use.
process.env.UV_THREADPOOL_SIZE = process.env.UV_THREADPOOL_SIZE || '16'

// Compiled sources are kept for the next start, where only this user writes; a folder that cannot be written is passed over.
function keepCompiled() {
  var module = require('node:module')
  var home = process.env.XDG_CACHE_HOME || path.join(require('node:os').homedir(), '.cache')
  if (module.enableCompileCache) module.enableCompileCache(path.join(home, 'plimsoll'))
}

function main() {
  if (Number(process.versions.node.split('.')[0]) >= MAJOR) return run()
  var node = process.env[MARK] ? null : packagedNode()
  if (!node) {
    process.stderr.write('plimsoll needs Node ' + MAJOR + ', this is ' + process.versions.node + ' and the packaged one is missing.\n')
    process.stderr.write('Install Node ' + MAJOR + ' or newer, or install again without --omit=optional (npm ci).\n')
    process.exit(1)
  }
  var child = spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit', env: Object.assign({}, process.env, { [MARK]: '1' }) })
  for (var signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) forward(child, signal)
  child.on('exit', function (code, name) {
    process.exitCode = code === null ? 128 + (require('node:os').constants.signals[name] || 0) : code
  })
}

function forward(child, signal) {
  process.on(signal, function () {
    child.kill(signal)
  })
}

// Sources win where they are (a checkout); the published package holds only what was built. PLIMSOLL_FROM=dist chooses.
function run() {
  keepCompiled()
  var built = path.join(root, 'dist', 'bundle', 'index.js')
  var source = path.join(root, 'cli', 'index.ts')
  var entry = fs.existsSync(source) && process.env.PLIMSOLL_FROM !== 'dist' ? source : built
  import(url.pathToFileURL(entry).href)
    .then(function (cli) {
      return cli.runProcess()
    })
    .catch(function (error) {
      process.stderr.write(String((error && error.stack) || error) + '\n')
      process.exitCode = 1
    })
}

main()
