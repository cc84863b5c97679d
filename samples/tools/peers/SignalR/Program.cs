// A SignalR server for comparison, with the defaults of ASP.NET Core: one hub, one group for each topic, no stored messages.
using Microsoft.AspNetCore.SignalR;
using Streaming.Peers.SignalR;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSignalR();
var app = builder.Build();
app.MapHub<RoomHub>("/hub");
app.MapPost("/publish", async (HttpRequest request, string topic, IHubContext<RoomHub> hub) =>
{
    using var reader = new StreamReader(request.Body);
    var message = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    await hub.Clients.Group(topic).SendAsync("message", message, request.HttpContext.RequestAborted);
    return Results.NoContent();
});
app.Run();
