using Streaming.Server;

var builder = WebApplication.CreateBuilder(args);
builder.AddStreaming();
var app = builder.Build();
app.MapStreaming();
await app.RunAsync();
