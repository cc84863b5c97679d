using Streaming.Server.Jobs;

namespace Streaming.Tests.Jobs;

[JobType("text-file")]
public sealed record TextFileArguments(string Text);
