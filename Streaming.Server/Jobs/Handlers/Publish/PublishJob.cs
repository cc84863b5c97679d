using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.Handlers.Publish;

/// <summary>
/// Runs jobs of type <c>publish</c>, which publish messages when the job is due. A job may run twice, so the id of the job is the
/// idempotency key of the publish: the messages are published only once. The key belongs to the server, so a client cannot use the same
/// key.
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
