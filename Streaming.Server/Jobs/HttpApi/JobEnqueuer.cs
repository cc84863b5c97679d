using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Enqueues the jobs that callers send over HTTP, if the callers are allowed to enqueue them.</summary>
internal sealed class JobEnqueuer(JobClient jobs, JobAccess access, JobLookup lookup, StoreClock time)
{
    /// <summary>
    /// The maximum number of ids in the properties <c>after</c> of all jobs of an array together. The number is limited because the store
    /// is read for each id.
    /// </summary>
    public const int MaxAfter = 1_000;

    /// <summary>Enqueues one job that a caller sends over HTTP.</summary>
    /// <param name="caller">The caller that sent the request.</param>
    /// <param name="request">The job to enqueue.</param>
    /// <param name="key">The idempotency key of the request; null without one.</param>
    /// <param name="number">The number of the job in a request with several jobs, from 1; 0 for a request with one job.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    /// <exception cref="RefusalException">The job is not valid, or the caller may not enqueue it.</exception>
    public async Task<Job> EnqueueAsync(Caller caller, JobRequest request, string? key, int number, CancellationToken cancellationToken) =>
        await jobs.EnqueueAsync(await PrepareAsync(caller, request, key, number, request.Hash, [], cancellationToken), cancellationToken);

    /// <summary>Enqueues the jobs of a JSON array, all of them or none.</summary>
    /// <inheritdoc cref="EnqueueAsync"/>
    public async Task<IReadOnlyList<Job>> EnqueueAllAsync(
        Caller caller, IReadOnlyList<JobRequest> requests, string? key, CancellationToken cancellationToken)
    {
        var after = requests.Sum(request => request.After?.Count ?? 0);
        if (after > MaxAfter)
            throw RefusalException.Invalid($"The jobs of the array have {after} ids in 'after'; send at most {MaxAfter} in one request.");
        // If the request has an idempotency key, its whole array is compared with the array of the first request with this key.
        var hash = key is null ? null : JobRequest.Hash(requests);
        var prepared = new List<EnqueueJob>(requests.Count);
        var authorized = new HashSet<JobId>();
        foreach (var request in requests)
        {
            try
            {
                prepared.Add(await PrepareAsync(caller, request, key, prepared.Count + 1, () => hash!, authorized, cancellationToken));
            }
            catch (RefusalException e)
            {
                throw new RefusalException(
                    e.Reason, $"Job {prepared.Count + 1} of {requests.Count} is refused, so none is enqueued: {e.Message}", e, e.Extensions)
                {
                    Limit = e.Limit,
                    RetryAfter = e.RetryAfter,
                };
            }
        }

        return await jobs.EnqueueAllAsync(prepared, cancellationToken);
    }

    private async Task<EnqueueJob> PrepareAsync(
        Caller caller, JobRequest request, string? key, int number, Func<byte[]> hash, HashSet<JobId> authorized,
        CancellationToken cancellationToken)
    {
        access.AuthorizeType(caller, request.Type);
        var target = number == 0 ? request.Type : $"{request.Type}\n{number}";
        var arguments = request.Arguments is { } given ? JobJson.Write(given) : "{}"u8.ToArray();
        var prepared = jobs.Prepare(request.Type, arguments, request.Options(time.GetUtcNow()) with
        {
            CallerKey = key is null ? null : IdempotencyScope.OfCaller(caller, IdempotencyScope.Enqueue, target, key, hash()),
            Owner = caller.Identity,
            Origin = caller.Name,
            OwnKeysOnly = !access.MayChangeAll(caller),
        });
        await access.AuthorizeArgumentsAsync(caller, prepared, cancellationToken);
        await lookup.AuthorizeAfterAsync(caller, prepared.After, authorized, cancellationToken);
        return prepared;
    }
}
