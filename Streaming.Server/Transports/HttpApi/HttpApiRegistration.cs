namespace Streaming.Server.Transports.HttpApi;

/// <summary>Registers the services of the HTTP API of topics.</summary>
internal static class HttpApiRegistration
{
    /// <summary>Adds the search of topics.</summary>
    public static IServiceCollection AddHttpApi(this IServiceCollection services) =>
        services.AddSingleton<TopicListing>().AddSingleton<TopicSearch>();
}
