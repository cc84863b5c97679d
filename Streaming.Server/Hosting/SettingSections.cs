using Streaming.Server.Access;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions;
using Streaming.Server.Fanout;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Background;
using Streaming.Server.Jobs.Handlers.Email;
using Streaming.Server.Jobs.Handlers.Invitation;
using Streaming.Server.Jobs.Handlers.Samples;
using Streaming.Server.Outbound;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Storage.Sqlite;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Server.Transports.DurableStreams;
using Streaming.Server.Transports.SignalR;
using Streaming.Server.Transports.Sse;
using Streaming.Server.Transports.WebSockets;
using Streaming.Server.Webhooks;

namespace Streaming.Server.Hosting;

/// <summary>Lists all sections of the configuration that the server binds to options classes.</summary>
internal static class SettingSections
{
    /// <summary>
    /// All sections, each with its options class. A section is listed twice if its keys depend on the kind of store. Each call of
    /// <c>AddSection</c> needs an entry in this list; a test checks this.
    /// </summary>
    public static IReadOnlyList<SettingSection> All { get; } =
    [
        new("Access", typeof(AccessOptions)),
        new("Background", typeof(BackgroundOptions)),
        new("Centrifugal", typeof(CentrifugalOptions)),
        new("Cluster", typeof(ClusterOptions)),
        new("Delivery", typeof(DeliveryOptions)),
        new("DurableStreams", typeof(DurableStreamOptions)),
        new("DurableSubscriptions", typeof(DurableSubscriptionOptions)),
        new("Email", typeof(EmailOptions)),
        new("Hubs", typeof(StreamHubOptions)),
        new("Invitations", typeof(InvitationOptions)),
        new("Jobs", typeof(JobOptions)),
        new("Metrics", typeof(MetricsOptions)),
        new("Outbound", typeof(OutboundOptions)),
        new("Presence", typeof(PresenceOptions)),
        new("Publishing", typeof(PublishingOptions)),
        new("Rooms", typeof(RoomOptions)),
        new("Samples", typeof(SampleOptions)),
        new("Sse", typeof(SseOptions)),
        new("Storage", typeof(SqliteOptions)),
        new("Storage", typeof(PostgresqlOptions)),
        new("Topics", typeof(TopicOptions)),
        new("Webhooks", typeof(WebhookOptions)),
    ];
}
