using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Server.Access;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs;

/// <summary>What a job of type <c>publish</c> publishes.</summary>
internal sealed record PublishArguments : IValidatableObject, IGuardedArguments, ITopicContent
{
    public required string Topic { get; init; }

    public required IReadOnlyList<PublishedMessage> Messages { get; init; }

    IReadOnlyList<string> ITopicContent.ContentTopics => [Topic];

    /// <summary>The messages, checked.</summary>
    public IReadOnlyList<NewMessage> ToMessages() => [.. Messages.Select(message => message.ToMessage())];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Messages.Count == 0)
            return [new ValidationResult("There is no message; give at least one.")];
        // What publishing would refuse when it is due is refused now.
        validationContext.GetRequiredService<Publisher>().CheckSizes(TopicName.Parse(Topic), ToMessages());
        return [];
    }

    public void Demand(AccessControl control, Caller caller)
    {
        var topic = TopicName.Parse(Topic);
        control.Demand(caller, TopicAction.Publish, topic);
        if (caller.HasToken && Messages.Any(message => message.Sender is { } sender && sender != caller.Name) && !control.May(caller, TopicAction.Administer, topic))
            throw new RefusalException(RefusalReason.Forbidden, $"A sender is another than the token's ('{caller.Name}'); leave it out. Only a token that administers the topic speaks for others.");
    }
}

/// <summary>One message, as it is published over HTTP.</summary>
internal sealed record PublishedMessage(JsonElement Data, string? Type = null, string? Sender = null)
{
    public static PublishedMessage Of(NewMessage message) => new(
        JsonElement.Parse(message.Kind == DataKind.Json ? message.Data : JsonText.Quote(message.Data)), message.Type == MessageType.Default ? null : message.Type, message.Sender);

    public NewMessage ToMessage() => Data.ValueKind == JsonValueKind.String
        ? NewMessage.Text(Data.GetString()!, Type, Sender)
        : NewMessage.Json(JsonMarshal.GetRawUtf8Value(Data), Type, Sender);
}

/// <summary>Publishes when it is due. Its key is the job's id, in the server's own scope, so that a job that is run twice publishes once.</summary>
internal sealed class PublishJob(Publisher publisher) : IJobHandler<PublishArguments, PublishAnswer>
{
    public const string Type = "publish";

    public async Task<PublishAnswer> RunAsync(PublishArguments arguments, JobContext job)
    {
        var (topic, messages) = (TopicName.Parse(arguments.Topic), arguments.ToMessages());
        var key = IdempotencyScope.OfServer(IdempotencyScope.Publish, topic.Value, job.Id.Value, PayloadHash.Of(messages));
        return await publisher.PublishAsync(topic, messages, key, job.Cancellation);
    }
}

/// <summary>Publishes later by a job.</summary>
internal sealed class LaterPublisher(JobClient jobs, JobTypes types) : ILaterPublisher
{
    public async Task<LaterPublish> PublishLaterAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, DateTime due, IdempotencyKey? key, string? owner, CancellationToken cancellationToken)
    {
        var arguments = new PublishArguments { Topic = topic.Value, Messages = [.. messages.Select(PublishedMessage.Of)] };
        var job = await jobs.EnqueueAsync(PublishJob.Type, arguments, new EnqueueOptions { Due = due, Key = key, Owner = owner }, cancellationToken);
        return new LaterPublish($"/jobs/{job.Id}", JobView.Of(job, types));
    }
}
