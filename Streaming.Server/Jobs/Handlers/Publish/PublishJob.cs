using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.Handlers.Publish;

/// <summary>
/// Runs jobs of type <c>publish</c>: publishes messages when the job is due. The id of the job is the idempotency key of the publish, so
/// that a job that runs twice publishes its messages once. This key never conflicts with the key of a client.
/// </summary>
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
