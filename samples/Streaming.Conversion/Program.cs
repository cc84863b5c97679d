using Streaming.Conversion;
using Streaming.Server;
using Streaming.Server.Jobs;

// The same program is the server and, as `-- worker --concurrency 4`, a worker of it.
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

// One line for the handler: compressing keeps a processor busy, so it runs on the threads for such work.
static void AddConversion(IServiceCollection services) =>
    services.AddSingleton<Uploads>().AddJob<CompressJob>("compress", type => type.Blocks = true);
