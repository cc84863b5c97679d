using Microsoft.Extensions.Options;
using Streaming.Server;
using Streaming.Server.Hosting;

try
{
    if (args is ["worker", .. var rest])
    {
        await StreamingWorker.RunAsync(rest);
        return Environment.ExitCode;
    }

    SocketThreads.Use();
    var builder = WebApplication.CreateBuilder(args);
    builder.AddStreaming();
    var app = builder.Build();
    app.MapStreaming();
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (OptionsValidationException e)
{
    // Something to set, and no crash: what to set is all that is of use.
    await Console.Error.WriteLineAsync($"The {(args is ["worker", ..] ? "worker" : "server")} does not start. {e.Message}");
    return 1;
}
