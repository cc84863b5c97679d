using Streaming.Server.Messages;

namespace Streaming.Server.Access;

/// <summary>Topics that the server writes itself, so that nobody can forge what they tell.</summary>
public static class ReservedTopics
{
    /// <summary>Who was refused and who administered what; read by administrators only.</summary>
    public static readonly TopicName Audit = new("audit:log");

    private const string AuditNamespace = "audit:";

    /// <summary>Whether only the server publishes here.</summary>
    public static bool IsWrittenByServer(TopicName topic) => topic.Value.StartsWith(AuditNamespace, StringComparison.Ordinal);

    /// <summary>Whether only administrators read here.</summary>
    public static bool IsForAdministrators(TopicName topic) => topic.Value.StartsWith(AuditNamespace, StringComparison.Ordinal);
}
