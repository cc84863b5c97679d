using Streaming.Server.Jobs.Worker;

namespace Streaming.Tests.House.FastApi;

public sealed class G(Db db) : IJobHandler<GArguments>
{
    public Task RunAsync(GArguments arguments, JobContext job)
    {
        db.IsWarm = true;
        return Task.CompletedTask;
    }
}
