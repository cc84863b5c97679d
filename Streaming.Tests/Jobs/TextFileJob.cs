using System.Text;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Tests.Jobs;

public sealed class TextFileJob(JobFiles files) : IJobHandler<TextFileArguments, TextFile>
{
    public async Task<TextFile> RunAsync(TextFileArguments arguments, JobContext job)
    {
        var file = $"{job.Id}.txt";
        await using (var content = files.Create(file))
            await content.WriteAsync(Encoding.UTF8.GetBytes(arguments.Text), job.Cancellation);
        await files.FinishAsync(file, job.Cancellation);
        return new TextFile { File = file, Name = "text.txt", ContentType = "text/plain" };
    }
}
