using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Administration.Connections;
using Streaming.Server.Administration.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.HttpApi;
using Streaming.Server.Jobs.Background;
using Streaming.Server.Jobs.Handlers.Invitation;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Schedules;
using Streaming.Server.Publishing;
using Streaming.Server.Rooms;
using Streaming.Server.Transports.HttpApi;
using Streaming.Server.Webhooks.HttpApi;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Defines the names of the schemas in the OpenAPI document. Client generators make type names from these names. So a schema must keep its
/// name even if its class is renamed.
/// </summary>
internal static class SchemaNames
{
    private static readonly Dictionary<Type, string> s_names = new()
    {
        [typeof(ProblemDetails)] = "Problem",
        [typeof(MessageShape)] = "Message",
        [typeof(NewMessageShape)] = "NewMessage",
        [typeof(PublishAnswer)] = "Published",
        [typeof(TopicView)] = "Topic",
        [typeof(TopicRequest)] = "NewTopic",
        [typeof(PolicyView)] = "Policy",
        [typeof(NodeView)] = "Node",
        [typeof(LimitView)] = "Limit",
        [typeof(ConnectionView)] = "Connection",
        [typeof(RoomView)] = "Room",
        [typeof(MembersView)] = "Members",
        [typeof(Member)] = "Member",
        [typeof(JobRequest)] = "NewJob",
        [typeof(JobView)] = "Job",
        [typeof(JobError)] = "JobError",
        [typeof(JobsChanged)] = "ChangedJobs",
        [typeof(JobStats)] = "JobStats",
        [typeof(JobTypeStats)] = "JobTypeStats",
        [typeof(ProgressView)] = "JobProgress",
        [typeof(JobPausesView)] = "JobPauses",
        [typeof(WorkerView)] = "Worker",
        [typeof(WorkerSlotsView)] = "WorkerSlots",
        [typeof(WorkerJobView)] = "WorkerJob",
        [typeof(ScheduleRequest)] = "NewSchedule",
        [typeof(ScheduleView)] = "Schedule",
        [typeof(FiringView)] = "ScheduleFiring",
        [typeof(NewWebhookShape)] = "NewWebhook",
        [typeof(WebhookChangeShape)] = "WebhookChange",
        [typeof(WebhookView)] = "Webhook",
        [typeof(FailingView)] = "FailingTopic",
        [typeof(WebhookDelivery)] = "WebhookDelivery",
        [typeof(SecretRequest)] = "NewSecret",
        [typeof(ReplayRequest)] = "NewReplay",
        [typeof(ReplayView)] = "Replay",
        [typeof(InvitationRequest)] = "NewInvitation",
        [typeof(SessionRequest)] = "NewSession",
        [typeof(SessionView)] = "Session",
        [typeof(EmulationShape)] = "EmulatedCommands",
        [typeof(SubscriptionRequest)] = "NewDurableSubscription",
        [typeof(WebhookRequestPart)] = "NewWakeWebhook",
        [typeof(StreamsRequest)] = "AddedStreams",
        [typeof(ClaimRequest)] = "NewClaim",
        [typeof(AckRequest)] = "NewAcknowledgement",
        [typeof(StreamAck)] = "StreamAcknowledgement",
        [typeof(SubscriptionView)] = "DurableSubscription",
        [typeof(LinkView)] = "SubscribedStream",
        [typeof(WebhookLinkView)] = "WakeWebhook",
        [typeof(SigningView)] = "WakeSigning",
        [typeof(StreamView)] = "WakeStream",
        [typeof(ClaimView)] = "Claim",
        [typeof(AckView)] = "Acknowledged",
        [typeof(KeySetView)] = "KeySet",
        [typeof(KeyView)] = "PublicKey",
        [typeof(BackgroundView)] = "BackgroundTasks",
        [typeof(BackgroundRunView)] = "BackgroundTask",
    };

    // The types of request bodies in which an unknown property is an error.
    private static readonly HashSet<Type> s_closed =
    [
        typeof(JobRequest), typeof(ScheduleRequest), typeof(NewWebhookShape), typeof(WebhookChangeShape), typeof(SecretRequest),
            typeof(ReplayRequest),
        typeof(InvitationRequest), typeof(TopicRequest),
    ];

    /// <summary>Returns whether an unknown property in a request body of this type is an error.</summary>
    public static bool IsClosed(Type type) => s_closed.Contains(type);

    /// <summary>
    /// Returns the name of the schema of a type. Returns null if the schema has no name, so that it is written in full wherever it is used.
    /// </summary>
    public static string? Of(JsonTypeInfo type) =>
        Of(type.Type) ?? (IsAny(type.Type) || IsOfMessage(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type));

    /// <summary>Returns the name of the schema of a type of this server; null for other types.</summary>
    public static string? Of(Type type) => s_names.GetValueOrDefault(type);

    // Returns whether a type is part of the class Message, which controller actions return. Such types need no schema names, because the
    // OpenAPI document describes messages by the class MessageShape.
    private static bool IsOfMessage(Type type) => type.Namespace == typeof(Message).Namespace;

    /// <summary>Returns whether values of a type can be any JSON value.</summary>
    public static bool IsAny(Type type) => type == typeof(JsonElement) || type == typeof(JsonElement?) || type == typeof(object);
}
