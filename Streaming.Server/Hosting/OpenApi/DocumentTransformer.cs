using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Adds the parts of the OpenAPI document that concern the whole server: the title, the version, the licence, the ways to send a token, and
/// the groups of operations.
/// </summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Description = """
        Publish messages to topics, receive them as server-sent events, over WebSockets or with SignalR, and read the history of topics.
        The server also has durable jobs, schedules and webhooks.

        Errors are problem details (RFC 9457), whose `detail` states what to change. Each path that supports GET also supports HEAD.
        Browsers open WebSockets over HTTP/2 with CONNECT (RFC 8441).
        This document does not describe the SignalR hub at `/hubs/stream`, `/health/live`, `/health/ready` and `/metrics`, which have
        their own clients and formats.
        """;

    private static readonly Dictionary<string, string> s_tags = new(StringComparer.Ordinal)
    {
        ["Topics"] = "Publish messages, read the history of topics, delete old messages, and get the state of topics.",
        ["Events"] = "Receive the messages of topics as server-sent events.",
        ["Durable Streams"] = "The Durable Streams protocol: topics as streams with a content type, a time to live and an end.",
        ["Rooms"] = "Rooms over WebSockets, their members, and invitations.",
        ["Jobs"] = "Durable work with a result.",
        ["Schedules"] = "Cron expressions that enqueue jobs.",
        ["Durable subscriptions"] =
            "The subscriptions of the Durable Streams protocol, which wake workers when streams have messages.",
        ["Webhooks"] = "URLs that receive the messages of topics, in requests signed as Standard Webhooks defines.",
        ["Centrifugal"] = "The Centrifugal client protocol, version 2.",
        ["Session"] = "Sessions of browsers, by a cookie with a token.",
        ["Server"] = "The state of this server.",
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Streaming",
            Version = Version(),
            Description = Description,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        foreach (var (name, scheme) in OperationSecurity.Schemes())
            document.Components.SecuritySchemes.TryAdd(name, scheme);
        var used = document.Paths.Values.SelectMany(path => path.Operations ?? [])
            .SelectMany(operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Name!);
        document.Tags = used.Distinct(StringComparer.Ordinal)
            .Select(name => new OpenApiTag { Name = name, Description = s_tags.GetValueOrDefault(name) })
            .ToHashSet();
        foreach (var server in document.Servers ?? [])
            server.Url = server.Url?.TrimEnd('/');
        return Task.CompletedTask;
    }

    // Returns the version of the server. A build may append '+' and a commit id to the version; this part is removed.
    private static string Version() =>
        typeof(StreamingServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0";
}
