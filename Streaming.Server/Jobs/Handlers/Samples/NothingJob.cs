using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Job <c>nothing</c>: does nothing, to measure the overhead of a job.</summary>
internal sealed class NothingJob : IJobHandler<NoArguments, NoArguments>
{
    private static readonly NoArguments s_nothing = new();

    public Task<NoArguments> RunAsync(NoArguments arguments, JobContext job) => Task.FromResult(s_nothing);
}
