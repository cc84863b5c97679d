using System.Diagnostics;

namespace Streaming.Stress.Servers;

/// <summary>Sends signals to all processes of a PostgreSQL server.</summary>
internal static class PostgresqlSignals
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    extension(PostgresqlProcess postgresql)
    {
        /// <summary>Kills the server and all its processes, as <c>kill -9</c> does.</summary>
        public async Task KillAsync()
        {
            var server = postgresql.ServerId;
            // A stopped server starts no process for a connection that arrives meanwhile.
            _ = UnixSignal.TrySend(server, UnixSignal.Stop);
            var processes = (int[])[server, .. ProcessFiles.Children(server)];
            foreach (var process in processes)
                _ = UnixSignal.TrySend(process, UnixSignal.Kill);
            for (var started = Stopwatch.GetTimestamp(); Array.Exists(processes, ProcessFiles.IsRunning); await Task.Delay(5))
            {
                if (Stopwatch.GetElapsedTime(started) > s_patience)
                    throw new StressException("PostgreSQL did not end.");
            }
        }

        /// <summary>Stops the server and all its processes, as <c>kill -STOP</c> does, until <c>Thaw</c>.</summary>
        public void Freeze() => postgresql.SendAll(UnixSignal.Stop);

        /// <summary>Lets the stopped processes continue.</summary>
        public void Thaw() => postgresql.SendAll(UnixSignal.Continue);

        private void SendAll(int signal)
        {
            var server = postgresql.ServerId;
            _ = UnixSignal.TrySend(server, signal);
            foreach (var process in ProcessFiles.Children(server))
                _ = UnixSignal.TrySend(process, signal);
        }
    }
}
