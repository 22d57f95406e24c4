export type Dialect = "python" | "javascript" | "typescript" | "go" | "rust" | "bash" | "sql";

/** Short programs, by what they do and in what language. */
export const CODE = {
  reverse: {
    python: `def reverse(text: str) -> str:
    return text[::-1]


print(reverse("stressed"))  # desserts`,
    javascript: `function reverse(text) {
  return [...text].reverse().join("");
}

console.log(reverse("stressed")); // desserts`,
    typescript: `function reverse(text: string): string {
  return [...text].reverse().join("");
}

console.log(reverse("stressed")); // desserts`,
    go: `func Reverse(text string) string {
	runes := []rune(text)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}`,
    rust: `fn reverse(text: &str) -> String {
    text.chars().rev().collect()
}`,
    bash: `echo "stressed" | rev`,
  },
  fibonacci: {
    python: `def fibonacci(n: int) -> list[int]:
    numbers = [0, 1]
    while len(numbers) < n:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers[:n]`,
    javascript: `function fibonacci(n) {
  const numbers = [0, 1];
  while (numbers.length < n) numbers.push(numbers.at(-1) + numbers.at(-2));
  return numbers.slice(0, n);
}`,
    typescript: `function fibonacci(n: number): number[] {
  const numbers: number[] = [];
  for (let a = 0, b = 1; numbers.length < n; [a, b] = [b, a + b]) numbers.push(a);
  return numbers;
}`,
    go: `func Fibonacci(n int) []int {
	numbers := make([]int, 0, n)
	for a, b := 0, 1; len(numbers) < n; a, b = b, a+b {
		numbers = append(numbers, a)
	}
	return numbers
}`,
    rust: `fn fibonacci(n: usize) -> Vec<u64> {
    std::iter::successors(Some((0, 1)), |&(a, b)| Some((b, a + b)))
        .map(|(a, _)| a)
        .take(n)
        .collect()
}`,
  },
  prime: {
    python: `def is_prime(n: int) -> bool:
    if n < 2:
        return False
    return all(n % d for d in range(2, int(n**0.5) + 1))`,
    javascript: `function isPrime(n) {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}`,
    typescript: `function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}`,
    go: `func IsPrime(n int) bool {
	for d := 2; d*d <= n; d++ {
		if n%d == 0 {
			return false
		}
	}
	return n > 1
}`,
    rust: `fn is_prime(n: u64) -> bool {
    n > 1 && (2..).take_while(|d| d * d <= n).all(|d| n % d != 0)
}`,
  },
  fizzbuzz: {
    python: `for n in range(1, 101):
    print("Fizz" * (n % 3 == 0) + "Buzz" * (n % 5 == 0) or n)`,
    javascript: `for (let n = 1; n <= 100; n++) {
  console.log((n % 3 ? "" : "Fizz") + (n % 5 ? "" : "Buzz") || n);
}`,
    bash: `for n in $(seq 1 100); do
  out=""
  ((n % 3)) || out="Fizz"
  ((n % 5)) || out="\${out}Buzz"
  echo "\${out:-$n}"
done`,
  },
  palindrome: {
    python: `def is_palindrome(text: str) -> bool:
    letters = [c.lower() for c in text if c.isalnum()]
    return letters == letters[::-1]`,
    typescript: `function isPalindrome(text: string): boolean {
  const letters = [...text.toLowerCase()].filter((c) => /[\\p{L}\\p{N}]/u.test(c));
  return letters.join("") === letters.reverse().join("");
}`,
    javascript: `function isPalindrome(text) {
  const letters = [...text.toLowerCase()].filter((c) => /[\\p{L}\\p{N}]/u.test(c));
  return letters.join("") === letters.reverse().join("");
}`,
  },
  fetchJson: {
    python: `import json
from urllib.request import urlopen


def fetch_json(url: str):
    with urlopen(url, timeout=10) as response:
        return json.load(response)`,
    typescript: `async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(\`\${url} answered \${response.status}\`);
  return response.json();
}`,
    javascript: `async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(\`\${url} answered \${response.status}\`);
  return response.json();
}`,
    bash: `curl --fail --silent --show-error https://example.com/data.json`,
  },
  countRows: {
    sql: `SELECT c.name, COUNT(o.id) AS orders
FROM customer AS c
LEFT JOIN orders AS o ON o.customer_id = c.id
GROUP BY c.name
ORDER BY orders DESC;`,
  },
  hello: {
    python: `print("Hello, world!")`,
    javascript: `console.log("Hello, world!");`,
    typescript: `const greeting: string = "Hello, world!";
console.log(greeting);`,
    go: `package main

import "fmt"

func main() {
	fmt.Println("Hello, world!")
}`,
    rust: `fn main() {
    println!("Hello, world!");
}`,
    bash: `echo "Hello, world!"`,
    sql: `SELECT 'Hello, world!' AS greeting;`,
  },
} satisfies Record<string, Partial<Record<Dialect, string>>>;
