using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Runs jobs of the sample type <c>nothing</c>, which do no work. With them the overhead of a job can be measured.</summary>
internal sealed class NothingJob : IJobHandler<NoArguments, NoArguments>
{
    private static readonly NoArguments s_nothing = new();

    public Task<NoArguments> RunAsync(NoArguments arguments, JobContext job) => Task.FromResult(s_nothing);
}
