using Microsoft.Extensions.FileProviders;
using Streaming.AiChat;
using Streaming.AiChat.Models;
using Streaming.Server;
using Streaming.Server.Jobs;

var builder = WebApplication.CreateBuilder(args);
builder.AddStreaming();
builder.Services.AddControllers();
builder.Services.Configure<ChatOptions>(builder.Configuration.GetSection("AiChat"));
builder.Services.AddHttpClient<AnswerWriter>();
builder.Services.AddHttpClient<OpenAiModel>(client => client.Timeout = Timeout.InfiniteTimeSpan);
builder.Services.AddSingleton<FakeModel>().AddTransient<IModel>(ModelChoice.Choose);
builder.Services.AddJob<AnswerJob>(AnswerJob.Type, type => (type.Attempts, type.TimeLimit) = (5, TimeSpan.FromMinutes(10)));

var app = builder.Build();
app.MapStreaming();
app.UseFileServer(new FileServerOptions
{
    FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "page")),
    RequestPath = "/chat",
    RedirectToAppendTrailingSlash = true,
});
await app.RunAsync();
