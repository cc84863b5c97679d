using Streaming.Server.Jobs.Worker;

namespace Streaming.Tests.Jobs;

[BlockingHandler]
public sealed class NoteJob(Notes notes) : IJobHandler<NoteArguments>
{
    public Task RunAsync(NoteArguments arguments, JobContext job)
    {
        notes.Written.Enqueue((arguments.Text, Thread.CurrentThread.Name));
        return Task.CompletedTask;
    }
}
