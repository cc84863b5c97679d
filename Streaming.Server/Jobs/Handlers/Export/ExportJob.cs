using System.Globalization;
using System.IO.Compression;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>
/// Runs jobs of type <c>export</c>: writes the messages of all topics that match a pattern, within a time range, to a file. If the job is
/// attempted again, the whole file is written again.
/// </summary>
internal sealed class ExportJob(TopicRegistry topics, JobFiles files) : IJobHandler<ExportArguments, ExportResult>
{
    public const string Type = "export";

    public async Task<ExportResult> RunAsync(ExportArguments arguments, JobContext job)
    {
        var ranges = await FindAsync(arguments, job.Cancellation);
        var file = $"{job.Id}.{arguments.Extension}";
        long rows, bytes;
        try
        {
            rows = await WriteAsync(arguments, ranges, file, job);
            bytes = await files.FinishAsync(file, job.Cancellation);
        }
        catch
        {
            // A part of a large export could fill the disk until retention deletes it.
            files.Discard(file);
            throw;
        }

        return new ExportResult
        {
            File = file,
            Name = $"export-{arguments.Topics.Replace(':', '-').Replace('*', '_')}.{arguments.Extension}",
            ContentType = arguments.ContentType,
            Rows = rows,
            Bytes = bytes,
        };
    }

    private async Task<long> WriteAsync(ExportArguments arguments, List<ExportRange> ranges, string file, JobContext job)
    {
        var total = ranges.Sum(range => range.Through - range.From + 1);
        long rows = 0;
        await using var output = files.Create(file);
        await using var zip = arguments.Gzip ? new GZipStream(output, CompressionLevel.Fastest) : null;
        await using var rowsOut = ExportRows.Create(arguments, (Stream?)zip ?? output);
        foreach (var range in ranges)
        {
            var messages = LogRange.Ascending(range.Log, range.Topic, range.From, range.Through);
            messages.PageSize = PageSize.Default;
            while (await messages.ReadPageAsync(readsAhead: false, job.Cancellation) is { Count: > 0 } page)
            {
                foreach (var message in page)
                    await rowsOut.WriteAsync(message, job.Cancellation);
                rows += page.Count;
                job.ReportProgress((double)rows / total, string.Create(CultureInfo.InvariantCulture, $"{rows:N0} of {total:N0} rows"));
            }
        }

        return rows;
    }

    private async Task<List<ExportRange>> FindAsync(ExportArguments arguments, CancellationToken cancellationToken)
    {
        var ranges = new List<ExportRange>();
        foreach (var log in topics.Logs)
        {
            await foreach (var (topic, state) in log.AllTopicsAsync(withJobs: true, cancellationToken: cancellationToken))
            {
                if (!arguments.Includes(topic))
                    continue;
                var from = arguments.From is { } start ? await log.FindOffsetAsync(topic, start.UtcDateTime, cancellationToken)
                    : state.Oldest;
                var through = arguments.To is { } end ? await log.FindOffsetAsync(topic, end.UtcDateTime, cancellationToken) - 1
                    : state.Newest;
                if (from <= through)
                    ranges.Add(new ExportRange(log, topic, from, through));
            }
        }

        return ranges;
    }

    private sealed record ExportRange(ITopicLog Log, TopicName Topic, long From, long Through);
}
