Console.WriteLine("ChatGuard");
