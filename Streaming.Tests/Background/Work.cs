using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Jobs.Background;
using Streaming.Tests.Support;

namespace Streaming.Tests.Background;

/// <summary>The work that a test lets a controller do with background tasks.</summary>
public sealed class Work
{
    public Action<IBackgroundTasks, RequestService>? Adds { get; set; }

    /// <summary>Starts a server whose <c>POST /work</c> runs the work of the test.</summary>
    public Task<TestServer> StartAsync(params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(Configure, folder: null, settings);

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddControllers().AddApplicationPart(typeof(WorkController).Assembly);
        builder.Services.AddSingleton(this).AddScoped<RequestService>();
    }
}
