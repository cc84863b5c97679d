using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.Handlers.Publish;

/// <summary>Schedules messages: enqueues a job that publishes them at a later time.</summary>
internal sealed class ScheduledPublisher(JobClient jobs, JobViews views) : IScheduledPublisher
{
    public async Task<ScheduledPublish> PublishLaterAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, DateTime due, IdempotencyKey? key, Caller caller,
            CancellationToken cancellationToken)
    {
        var arguments = new PublishArguments { Topic = topic.Value, Messages = [.. messages.Select(PublishedMessage.Of)] };
        var job = await jobs.EnqueueAsync(
            PublishJob.Type, arguments, new EnqueueOptions
            {
                Due = due,
                CallerKey = key,
                Owner = caller.Identity,
                Origin = caller.Name,
            },
            cancellationToken);
        return new ScheduledPublish($"/jobs/{job.Id}", await views.OfAsync(job, cancellationToken));
    }
}
