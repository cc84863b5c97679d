using Streaming.OwnApplication;
using Streaming.Server;
using Streaming.Server.Jobs;
using Streaming.Server.Transports.Results;

// An application that hosts the streaming server next to its own endpoints, as users write them: some block their thread, some stream
// rows, and one streams without an end.
if (args is ["worker", .. var rest])
{
    await StreamingWorker.RunAsync(rest, services => services.AddHostedService<FaultyService>());
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddStreaming();
builder.Services.AddSingleton<Hold>().AddJob<WaitJob>("wait").AddJob<FamilyJob>("family").AddJob<MemberJob>("member");
if (builder.Configuration.GetValue<bool>("Faulty"))
    builder.Services.AddHostedService<FaultyService>();
var app = builder.Build();
app.MapStreaming();
app.MapGet("/blocking", (int milliseconds) =>
{
    Thread.Sleep(milliseconds);
    return "Slept.";
});
app.MapGet("/held", (Hold hold) => hold.Wait());
app.MapGet("/held/count", (Hold hold) => hold.Count);
app.MapPost("/held/release", (Hold hold) => hold.Release());
app.MapGet("/rows/record", (int count, int bytes) => StreamingResults.Csv(Rows.Generate<RecordRow>(count, bytes)));
app.MapGet("/rows/plain", (int count, int bytes) => StreamingResults.Csv(Rows.Generate<PlainRow>(count, bytes)));
app.MapGet("/endless", async context =>
{
    // This stream ends when its client disconnects, but not when the server stops. Many applications make this mistake.
    while (!context.RequestAborted.IsCancellationRequested)
    {
        await context.Response.WriteAsync(".\n");
        await context.Response.Body.FlushAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(50));
    }
});
await app.RunAsync();
