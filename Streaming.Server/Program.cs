using Microsoft.Extensions.Options;
using Streaming.Server;
using Streaming.Server.Hosting;

SocketThreads.Use();
try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddStreaming();
    var app = builder.Build();
    app.MapStreaming();
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException e)
{
    // Something to set, and no crash: what to set is all that is of use.
    await Console.Error.WriteLineAsync($"The server does not start. {e.Message}");
    return 1;
}
