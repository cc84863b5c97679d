using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
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
/// Names the schemas of the OpenAPI document. Client generators make type names from them, so the names do not change when a class is
/// renamed.
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
        [typeof(PolicyView)] = "Policy",
        [typeof(RoomView)] = "Room",
        [typeof(MembersView)] = "Members",
        [typeof(Member)] = "Member",
        [typeof(JobRequest)] = "NewJob",
        [typeof(JobView)] = "Job",
        [typeof(JobError)] = "JobError",
        [typeof(ProgressView)] = "JobProgress",
        [typeof(ScheduleRequest)] = "NewSchedule",
        [typeof(ScheduleView)] = "Schedule",
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
        [typeof(BackgroundView)] = "BackgroundTasks",
        [typeof(BackgroundRunView)] = "BackgroundTask",
    };

    // The types of request bodies that are refused if they have an unknown property.
    private static readonly HashSet<Type> s_closed =
    [
        typeof(JobRequest), typeof(ScheduleRequest), typeof(NewWebhookShape), typeof(WebhookChangeShape), typeof(SecretRequest),
            typeof(ReplayRequest),
        typeof(InvitationRequest),
    ];

    /// <summary>Returns whether a request body of this type is refused if it has an unknown property.</summary>
    public static bool IsClosed(Type type) => s_closed.Contains(type);

    /// <summary>Returns the name of a type's schema; null if the schema has no name and is written at each place of use.</summary>
    public static string? Of(JsonTypeInfo type) =>
        Of(type.Type) ?? (IsAny(type.Type) || IsOfMessage(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type));

    /// <summary>Returns the name of the schema of one of the server's own types; null for other types.</summary>
    public static string? Of(Type type) => s_names.GetValueOrDefault(type);

    // In the OpenAPI document, MessageShape describes messages. The framework also finds the class Message in the results of actions; its
    // parts need no names.
    private static bool IsOfMessage(Type type) => type.Namespace == typeof(Message).Namespace;

    /// <summary>Returns whether a type stands for any JSON value.</summary>
    public static bool IsAny(Type type) => type == typeof(JsonElement) || type == typeof(JsonElement?) || type == typeof(object);
}
