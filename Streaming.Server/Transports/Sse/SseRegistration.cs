using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Transports.Sse;

/// <summary>Registers server-sent events, the transport on which browsers receive messages over HTTP.</summary>
internal static class SseRegistration
{
    /// <summary>Adds the MVC output formatter of server-sent events and its options.</summary>
    public static IServiceCollection AddSseTransport(this IServiceCollection services)
    {
        services.AddSection<SseOptions>("Sse");
        services.AddSingleton<SseProtocols>().AddSingleton<CompositeEventSender>();
        return services.Configure<MvcOptions>(mvc => mvc.OutputFormatters.Add(new SseOutputFormatter()));
    }
}
