using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.Handlers.Publish;

/// <summary>The arguments of a job of type <c>publish</c>, which publishes messages at a later time: the topic and the messages.</summary>
internal sealed record PublishArguments : IValidatableObject, IGuardedArguments, ITopicContent
{
    public required string Topic { get; init; }

    public required IReadOnlyList<PublishedMessage> Messages { get; init; }

    IReadOnlyList<string> ITopicContent.ContentTopics => [Topic];

    bool IGuardedArguments.HasOwnRequest => true;

    /// <summary>Validates the messages and converts them to the form in which they are published.</summary>
    public IReadOnlyList<NewMessage> ToMessages() => [.. Messages.Select(message => message.ToMessage())];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Messages.Count == 0)
            return [new ValidationResult("There is no message; give at least one.")];
        // The sizes are checked when the job is enqueued. Otherwise a message that is too large would be refused only at the due time of
        // the job.
        validationContext.GetRequiredService<Publisher>().CheckSizes(TopicName.Parse(Topic), ToMessages());
        return [];
    }

    public void Authorize(AccessControl control, Caller caller)
    {
        var topic = TopicName.Parse(Topic);
        control.Authorize(caller, TopicAction.Publish, topic);
        var isAdministrator = IsAdministrator(control, caller);
        foreach (var message in Messages)
            _ = SenderPolicy.GetSender(caller, message.Sender, isAdministrator);
    }

    // The rate limit of messages does not apply to administrators of the topic.
    (TopicName Topic, int Messages)? IGuardedArguments.Published(AccessControl control, Caller caller) =>
        IsAdministrator(control, caller) ? null : (TopicName.Parse(Topic), Messages.Count);

    private bool IsAdministrator(AccessControl control, Caller caller) =>
        caller.HasToken && control.IsAllowed(caller, TopicAction.Administer, TopicName.Parse(Topic));
}
