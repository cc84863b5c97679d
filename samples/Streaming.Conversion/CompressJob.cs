using System.IO.Compression;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Conversion;

/// <summary>
/// Compresses an uploaded file. This keeps a processor busy, so the handler runs on the threads for blocking handlers. A repeated attempt
/// starts again from the beginning: the result file gets its name only when it is complete.
/// </summary>
[BlockingHandler]
public sealed class CompressJob(Uploads uploads, JobFiles files) : IJobHandler<CompressArguments, CompressResult>
{
    private const int BlockBytes = 256 * 1024;

    /// <inheritdoc/>
    public async Task<CompressResult> RunAsync(CompressArguments arguments, JobContext job)
    {
        var file = $"{job.Id}.gz";
        using var input = File.OpenRead(uploads.PathOf(arguments.Upload));
        using (var zip = new GZipStream(files.Create(file), CompressionLevel.SmallestSize))
            Compress(input, zip, job);
        return new CompressResult
        {
            File = file,
            Name = $"{arguments.Upload}.gz",
            ContentType = "application/gzip",
            Before = input.Length,
            After = await files.FinishAsync(file, job.Cancellation),
        };
    }

    private static void Compress(FileStream input, GZipStream zip, JobContext job)
    {
        var block = new byte[BlockBytes];
        while (input.Read(block) is > 0 and var read)
        {
            job.Cancellation.ThrowIfCancellationRequested();
            zip.Write(block.AsSpan(0, read));
            job.ReportProgress((double)input.Position / input.Length, $"{input.Position >> 20} of {input.Length >> 20} MiB");
        }
    }
}
