using System.Runtime.InteropServices;
using Platform.Cli;
using Platform.Cli.Commands;

// Ctrl-C, kill and a closed terminal all end the work in order; a second one changes nothing, the children are being stopped.
using var stop = new CancellationTokenSource();
PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
var handlers = signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true;
    stop.Cancel();
})).ToArray();

var host = new CliHost(Console.Out, Console.Error, Environment.GetEnvironmentVariable);
var exitCode = await CommandLine.RunAsync(args, host, stop.Token);
GC.KeepAlive(handlers);
return exitCode;
