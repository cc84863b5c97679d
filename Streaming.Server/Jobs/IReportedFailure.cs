namespace Streaming.Server.Jobs;

/// <summary>
/// An exception of a handler that reports its failures itself. A failed attempt is then no warning in the log, which would have one for
/// each attempt.
/// </summary>
internal interface IReportedFailure;
