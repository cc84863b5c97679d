using Streaming.Server;
using Streaming.Server.Hosting;
using Streaming.Server.Http;

if (args is ["migrate", ..])
    return await MigrationProgram.RunAsync(args[1..]);

if (CommandLine.IsHelpRequested(args))
{
    await Console.Out.WriteLineAsync(CommandLine.Usage);
    return 0;
}

var isWorker = args is ["worker", ..];
var rest = isWorker ? args[1..] : args;
if (CommandLine.UnknownWord(rest) is { } word)
{
    await Console.Error.WriteLineAsync($"Unknown command '{word}'. Known commands:{Environment.NewLine}{CommandLine.Usage}");
    return 1;
}

try
{
    if (isWorker)
    {
        await StreamingWorker.RunAsync(rest, configure: null, ContentRoot.Of(rest));
        return Environment.ExitCode;
    }

    SocketThreads.Use();
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Of(args) });
    var onBuilt = StartFailure.SuppressHostLogging(builder.Logging);
    builder.AddStreaming();
    var app = builder.Build();
    onBuilt(app.Lifetime);
    app.MapStreaming();
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (Exception e)
{
    // Prints a configuration error as one message. Any other exception is a fault of the program and is printed with its stack trace.
    await Console.Error.WriteLineAsync($"The {(isWorker ? "worker" : "server")} does not start. {StartFailure.Explain(e) ?? e.ToString()}");
    return 1;
}
