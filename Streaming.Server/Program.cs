using Streaming.Server;

if (args is ["worker", .. var rest])
{
    await StreamingWorker.RunAsync(rest);
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddStreaming();
var app = builder.Build();
app.MapStreaming();
await app.RunAsync();
