using Streaming.Server;
using Streaming.Server.Hosting;

SocketThreads.Use();
var builder = WebApplication.CreateBuilder(args);
builder.AddStreaming();
var app = builder.Build();
app.MapStreaming();
await app.RunAsync();
