using Streaming.Server.Jobs.Queue;

namespace Streaming.Tests.Jobs;

public sealed record TextFile : JobFile;
