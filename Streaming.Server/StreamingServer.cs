using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Administration;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Hosting;
using Streaming.Server.Hosting.OpenApi;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Handlers.Samples;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Server.Transports.DurableStreams;
using Streaming.Server.Transports.History;
using Streaming.Server.Transports.HttpApi;
using Streaming.Server.Transports.SignalR;
using Streaming.Server.Transports.Sse;
using Streaming.Server.Transports.WebSockets;

namespace Streaming.Server;

/// <summary>Adds the streaming server to an ASP.NET Core application in two calls. <c>Program.cs</c> makes the same two calls.</summary>
public static class StreamingServer
{
    /// <summary>
    /// Adds all services of the streaming server. Binds the options of each feature to its configuration section and validates them at
    /// startup.
    /// </summary>
    public static WebApplicationBuilder AddStreaming(this WebApplicationBuilder builder)
    {
        ThreadPoolMinimum.Raise();
        RequestDecoding.RefuseIncompleteBodies();
        var services = builder.Services;
        services.AddHosting().AddDiagnostics(builder.Configuration);
        services.AddHostedService<NodeDeparture>();
        SocketListenerFactory.Decorate(services);
        services.AddAccess();
        services.AddSharedServices(builder.Configuration).AddSessionTopic().AddRooms().AddFanout().AddSamples();
        services.AddHistory()
            .AddSseTransport()
            .AddWebSocketTransport()
            .AddCentrifugalTransport()
            .AddDurableStreamsTransport()
            .AddSignalRTransport()
            .AddHttpApi();
        services.AddDurableSubscriptions().AddAdministration();
        services.AddHealthChecks().AddCheck<ReadyCheck>("stopping").AddCheck<LogHealthCheck>("log")
            .AddCheck<JobsHealthCheck>("jobs", tags: [HealthResponse.Work])
            .AddCheck<WorkersHealthCheck>("workers", tags: [HealthResponse.Work]);
        // The method AddControllers would add authentication to every request. It is not used, because AccessMiddleware checks the tokens
        // instead.
        services.AddMvcCore().AddApiExplorer().AddDataAnnotations().ConfigureApplicationPartManager(ServerControllers.Replace);
        services.AddJsonBodies().AddOpenApiDocument();
        return builder;
    }

    /// <summary>Adds all endpoints of the streaming server, its middleware and its web page.</summary>
    public static WebApplication MapStreaming(this WebApplication app)
    {
        // Reports all invalid options together, before any option is read.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseProxies();
        app.UsePublicPath();
        app.UseSocketThreads();
        app.UseDownloadThreads();
        app.UseWriteTimeout();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusSentences();
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<IStreamMetadata>() is null,
            branch => branch.UseResponseCompression());
        app.UsePage();
        app.UseRequestDecoding();
        app.UseBodyLimits();
        app.UseAccess();
        app.UseWebSockets();
        app.MapSignalRTransport();
        app.MapControllers().WithHead();
        app.MapHealthChecks("/health/live", new HealthCheckOptions
        {
            Predicate = _ => false,
            ResponseWriter = HealthResponse.WriteLiveAsync,
        })
            .WithMetadata(new OpenEndpointAttribute());
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
            ResponseWriter = HealthResponse.WriteReadyAsync,
        })
            .WithMetadata(new OpenEndpointAttribute());
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new AdministratorsOnlyAttribute(), new AllowScrapesAttribute());
        app.MapOpenApi().AddEndpointFilter(app.Services.GetRequiredService<DocumentCache>()).WithHead()
            .WithMetadata(new OpenEndpointAttribute());
        return app;
    }
}
