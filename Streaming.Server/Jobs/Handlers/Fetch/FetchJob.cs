using System.Globalization;
using System.Text.Json;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Outbound;

namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>
/// Runs jobs of type <c>fetch</c>: calls many URLs, several at the same time, and publishes each result as soon as its call ends. If the
/// job is attempted again, it calls all URLs again.
/// </summary>
internal sealed class FetchJob(IOutboundCaller caller, OutboundUrls urls) : IJobHandler<FetchArguments, FetchResult>
{
    public const string Type = "fetch";

    private const string ResultEvent = "result";

    // The maximum total size of the response bodies in the job's result, in bytes. The event of each URL contains the body of its response
    // without this limit.
    private const int MaxBodies = 256 << 10;

    // The number of characters of a response's content type that are kept.
    private const int MaxContentType = 200;

    // The maximum time that a call waits before it starts. The time is long (10 min), because many calls of one job may go to the same
    // host, and only a few of them may run at the same time.
    private static readonly TimeSpan s_maxWait = TimeSpan.FromMinutes(10);

    public async Task<FetchResult> RunAsync(FetchArguments arguments, JobContext job)
    {
        var fetched = new FetchedUrl[arguments.Urls.Count];
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = arguments.Concurrency, CancellationToken = job.Cancellation };
        await Parallel.ForAsync(0, fetched.Length, options, async (index, cancellation) =>
        {
            fetched[index] = await FetchAsync(arguments, index, cancellation);
            await job.PublishAsync(ResultEvent, fetched[index]);
            Report(job, Interlocked.Increment(ref done), fetched.Length);
        });
        // Reports at the end that all calls are complete. When two calls end at the same moment, their reports may arrive in the wrong
        // order, so without this last report the progress could stay too low.
        Report(job, fetched.Length, fetched.Length);
        return new FetchResult(
            fetched.Length, fetched.Count(url => url.Status is not null),
                fetched.Count(url => url.Status is >= 200 and < 300), [.. fetched.Select(
                url => FetchedBody.Truncate(url, MaxBodies / fetched.Length))]);
    }

    private static void Report(JobContext job, int done, int all) =>
        job.ReportProgress((double)done / all, string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {all:N0} URLs"));

    private async Task<FetchedUrl> FetchAsync(FetchArguments arguments, int index, CancellationToken cancellation)
    {
        var url = arguments.Urls[index];
        try
        {
            var answer = await caller.SendAsync(
                new OutboundRequest
                {
                    Url = urls.Parse(url),
                    Method = arguments.Method == FetchMethod.Head ? HttpMethod.Head : HttpMethod.Get,
                    Timeout = TimeSpan.FromSeconds(arguments.TimeoutSeconds),
                    MaxWait = s_maxWait,
                    MaxResponseBytes = arguments.MaxBodyBytes,
                },
                cancellation);
            var (text, base64) = FetchedBody.Decode(answer.Body.Span, answer.IsTruncated);
            return FetchedBody.FitIntoEvent(new FetchedUrl(
                index, url, answer.Status, null, null, Milliseconds(answer.Duration), answer.Body.Length, answer.IsTruncated,
                    FetchedBody.Beginning(answer.Headers.GetValueOrDefault("Content-Type"), MaxContentType), text, base64));
        }
        catch (OutboundException e)
        {
            return new FetchedUrl(index, url, null, e.Message, JsonNamingPolicy.CamelCase.ConvertName(e.Failure.ToString()),
                e.Duration is { } time ? Milliseconds(time) : null, 0, false, null, null, null);
        }
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}
