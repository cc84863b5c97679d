using Streaming.Conversion;
using Streaming.Server;
using Streaming.Server.Jobs;

// With the arguments `worker --concurrency 4`, this program runs jobs of the server as a separate worker process; otherwise it is the
// server.
if (args is ["worker", .. var rest])
{
    await StreamingWorker.RunAsync(rest, AddConversion);
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddStreaming();
builder.Services.AddControllers();
AddConversion(builder.Services);
var app = builder.Build();
app.MapStreaming();
await app.RunAsync();

// Registers the handler of the job type `compress`, which its arguments name.
static void AddConversion(IServiceCollection services) =>
    services.AddSingleton<Uploads>().AddJob<CompressJob>();
